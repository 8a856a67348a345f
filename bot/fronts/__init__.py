"""What each area shows and takes in chat: its views, buttons, questions and papers. One file per area."""
