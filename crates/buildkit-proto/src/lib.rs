//! Messages of the BuildKit solver and frontend gateway.
