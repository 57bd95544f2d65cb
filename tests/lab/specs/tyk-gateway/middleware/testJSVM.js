// sample middleware testJSVM, packaged with @VERSION@
