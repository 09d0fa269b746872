//! HTTP interface for tablets, stations and integrators, over central.
