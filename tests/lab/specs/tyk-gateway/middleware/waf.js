// sample middleware waf, packaged with @VERSION@
