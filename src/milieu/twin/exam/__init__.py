"""The entrance exam of the twin: stylized facts that its runs must show by themselves."""
