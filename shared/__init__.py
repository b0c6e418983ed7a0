"""Carries events and serves pages. Knows no service and no rule about dogs.

What a service is written with:

    nouns                       the card of a noun: all that it opens
    screens pages filled        what people see, and what their forms do
    doors asked threshold       what programs are answered, what a function asks for, who is let in first
    once                        same key, same answer
    menu                        the pages that somebody may open
    auth keyring sealed keys    who asks, and what only a service's own key opens
    ears                        what it listens to
    forms moments looks         what may be typed, and when it was
    limits                      how often in a while, and where a request comes from
    problems                    errors that say what to do
    store                       its rows, its work, and the journal of what it says
    views                       an event as its reader may see it
    envelope events/            what goes over the wire, and all that can be said
    settings clock ids codes persons references bell

Above that, what runs it, which a noun need not know:

    serve accept embedded       from the command line: services in a process, a key, a Redis
    patience crowd              how long a client is waited for, and how many are let in at once
    apart inside                what strangers made is read in a process of its own
    app                         a service's app, out of its nouns' cards
    guard street                around every request: what is asked, and by which name and from where
    health metrics              whether it is well; its figures
    service watch               all that lives as long as the app does, and how each of its tasks fares
    rail/ sessions              the way of an event; who was logged out, wherever that was

Below that, what it stands on:

    tables engines migrate      what is alike in every store, how one is reached and brought up to date
    tasks ordinary              how what runs beside the requests ends, and what it may raise
    trace reasons refusal

And what `make contract` and the command line need: contract, promises, compatible; redis_users, loopback,
client. Nothing imports upward, and nothing in a circle: pyproject.toml has the layers, `make check` asks.
"""
