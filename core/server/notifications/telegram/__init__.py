"""What the bot's people hold: one-time buttons and codes, and which account a Telegram user speaks for."""
