// sample middleware sample_post, packaged with @VERSION@
