"""Says where it runs, by a module of its own and one of a wheel."""

import greeter
import helper

print(greeter.greet(helper.where()))
