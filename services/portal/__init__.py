"""The pages people work with. The portal owns no data: whatever it shows or changes, it asks the services for."""
