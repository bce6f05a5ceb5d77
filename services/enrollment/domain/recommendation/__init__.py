"""What a school recommends before its teachers apply (Art. 4.2): one by one, or many in a sheet."""
