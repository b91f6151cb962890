"""What each command of the command line does; every module is loaded only when its command is called."""
