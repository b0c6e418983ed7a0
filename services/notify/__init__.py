"""Everyone who should know, knows: the feed of what happens, and messages to those who asked for them.

Publishes: MessageSent, MessageFailed
Listens to: every event that is not restricted
"""
