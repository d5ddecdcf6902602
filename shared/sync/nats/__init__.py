"""The broker at arm's length, the only room of nats-py. It may lose, double, reorder or hang: nothing here is believed.

Subjects carry the public key of the contour below, as its account at the broker: up go `ingest.<account>.frames`
and the questions `sync.rpc.<account>.<what>`, down go `to.<account>.frames` and `to.<account>.ask`.
"""
