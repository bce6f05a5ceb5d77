"""Pure rules: due dates, urgency, who may decide, the chain of the decision log. No framework, no clock, no database."""
