// sample event handler, packaged with @VERSION@
