"""The way of an event: from the commit that made it true to the inbox of everybody who hears it.

    writer      commits what waits together; the store seals the journal
    relay       carries the journal into the streams; lead says which replica does, holes what a stream lost
    listener    reads the streams for a service's ears, and buries what cannot be heard
    janitor     removes what is old, once everybody has heard it

    lineage     whether others know more of a journal than its own store; recovery, what a person then decides
    replay      forgets what was only heard, and hears it again
    dead        what was buried: letters, their doors and their pages

    connect     how Redis is reached, a cluster too; streams, what it says of a stream and its groups

A file that opens doors or pages is named for it: dead_doors, dead_pages, recovery_doors. Each imports only
what stands below it: pages, doors; dead, recovery, replay, janitor; listener, relay; lineage, holes; writer,
lead; connect, streams, letters.
"""
