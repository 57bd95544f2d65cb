// playground @VERSION@
