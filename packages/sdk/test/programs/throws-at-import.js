// Cannot be imported.
throw new TypeError('no disk');
