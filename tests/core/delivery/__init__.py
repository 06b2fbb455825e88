"""What leaves for partners, read back as its recipient would."""
