"""What every page stands in: sessions and cookies, navigation, rendering, live changes, forms and refusals, and the services."""
