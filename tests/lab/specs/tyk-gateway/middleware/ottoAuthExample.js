// sample middleware ottoAuthExample, packaged with @VERSION@
