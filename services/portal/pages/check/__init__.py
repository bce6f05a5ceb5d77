"""Whether a printed 审批单 is genuine: asked by everybody, signed in or not."""
