"""The service: HTTP routes over the model's readings and the playbook's advice."""
