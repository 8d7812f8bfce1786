"""What runs in the images of the packagers: a REST service and the command line `invoke`."""
