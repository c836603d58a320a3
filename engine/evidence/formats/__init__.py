"""The formats that evidence comes in, apart from workbooks."""
