"""A trainee's development plan (成长规划, Arts. 5.2, 6.1)."""
