"""The broker: only this package talks to it. It may lose, double, reorder or hang, so nothing it reports is trusted.

Subjects carry the public key of the contour below, as its account at the broker: up go `ingest.<account>.frames`
and the questions `sync.rpc.<account>.<what>`, down go `to.<account>.frames` and `to.<account>.ask`.
"""
