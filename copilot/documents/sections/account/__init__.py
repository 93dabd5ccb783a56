"""What any document about an account may say of it: people, promises, value, health, tickets."""
