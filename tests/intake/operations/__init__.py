"""Operations, tried from the rules to the pages."""
