"""The design system: frame, components and answers. No domain words."""
