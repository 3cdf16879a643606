"""`make fuzz`: payloads, exports and settings that are random or damaged. Nothing may be uncaught, and a refusal is one clear
sentence."""
