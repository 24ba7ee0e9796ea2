"""Kernels that have a name. They are slid over the input as they stand, as in a network (no flip)."""

from __future__ import annotations

KERNELS = {
    "identity": "0 0 0; 0 1 0; 0 0 0",
    "edge": "1 0 -1; 1 0 -1; 1 0 -1",  # lecture 2, 'Edge detection filter/kernel'
    "edge_horizontal": "1 1 1; 0 0 0; -1 -1 -1",
    "outline": "-1 -1 -1; -1 8 -1; -1 -1 -1",
    "laplacian": "0 1 0; 1 -4 1; 0 1 0",
    "sharpen": "0 -1 0; -1 5 -1; 0 -1 0",
    "emboss": "-2 -1 0; -1 1 1; 0 1 2",
    "blur": "1/9 1/9 1/9; 1/9 1/9 1/9; 1/9 1/9 1/9",
    "gaussian": "1/16 1/8 1/16; 1/8 1/4 1/8; 1/16 1/8 1/16",
    "sobel": "-1 0 1; -2 0 2; -1 0 1",  # Sobel and Feldman 1968: the change from left to right
    "sobel_vertical": "-1 -2 -1; 0 0 0; 1 2 1",
    "prewitt": "-1 0 1; -1 0 1; -1 0 1",  # Prewitt 1970
    "scharr": "-3 0 3; -10 0 10; -3 0 3",  # Scharr 2000
}
