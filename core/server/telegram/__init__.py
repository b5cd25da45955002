"""The Telegram bot: a client of the public API, which it calls in this process in the name of who writes to it."""
