"""The JSON API, put together from the routers of each app."""
