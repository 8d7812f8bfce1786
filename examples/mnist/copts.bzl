"""Options of the C++ compiler for this package."""

# The network is trained by the build, soon and to the same weights wherever that is: optimised in
# every compilation mode, and no fusing of multiplications and additions, which some processors can
# and others cannot.
COPTS = [
    "-std=c++20",
    "-O2",
    "-ffp-contract=off",
]
