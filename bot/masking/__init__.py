"""Takes secrets, and where it is wanted personal data, out of words before anybody drafts from them or anything is sent."""
