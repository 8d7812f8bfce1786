import sys

import own
from greet import greet

print(greet(own.NAME), sys.argv[1:])
