// sample middleware sample_pre, packaged with @VERSION@
