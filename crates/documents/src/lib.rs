//! motcua-documents
