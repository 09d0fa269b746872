//! Pages for the people of the CCV and the CATD, over central.
