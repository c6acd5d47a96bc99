// guitu
