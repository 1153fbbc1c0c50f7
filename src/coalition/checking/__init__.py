"""What is right but worth a look, addresses outside, and reports in other programs' formats."""
