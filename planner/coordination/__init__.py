"""Who answers for which citizens, and when: the coordination graph and the rules that nobody falls out."""
