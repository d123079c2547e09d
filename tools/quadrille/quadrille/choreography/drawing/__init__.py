"""Pictures of the choreography, as text: Mermaid, DOT, an indented tree."""
