"""The broker, spoken to by this package alone. It may lose, double, reorder or hang: nothing it says is believed.

Subjects carry the public key of the contour below, as its account at the broker: up go `ingest.<account>.frames`
and the questions `sync.rpc.<account>.<what>`, down go `to.<account>.frames` and `to.<account>.ask`.
"""
