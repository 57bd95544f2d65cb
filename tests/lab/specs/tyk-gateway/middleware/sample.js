// sample middleware sample, packaged with @VERSION@
