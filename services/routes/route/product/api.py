"""JSON doors of products."""

from services.routes.people.request.model import TUTORS
from services.routes.route.product.commands import RecordProduct, record_product
from shared.web.doors import wish

DOORS = [wish("/api/products", RecordProduct, record_product, who=TUTORS)]
