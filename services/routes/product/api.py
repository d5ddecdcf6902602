"""JSON doors of products."""

from services.routes.product.commands import RecordProduct, record_product
from services.routes.request.model import TUTORS
from shared.web.doors import wish

DOORS = [wish("/api/products", RecordProduct, record_product, who=TUTORS)]
