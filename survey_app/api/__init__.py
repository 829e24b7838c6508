"""What all API calls share: keys, problems, the OpenAPI document."""
