"""The line over HTTPS, for a contour that reaches the one above through a proxy only: the same frames and questions.

Every request is signed by the key of the contour that asks: POST `frames`, POST `questions/<what>`, GET `news`.
"""
