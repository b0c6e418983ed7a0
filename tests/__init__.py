"""What the code promises. It mirrors the code's folders; test_journey.py tells the whole story."""
