"""Photos of a dog: what the camera made is kept as it is, and small copies without EXIF are shown."""
