"""Notifications: what happens becomes events, rules turn them into threads in chats, channels carry those to people."""
